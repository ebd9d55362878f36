"""What carriers owe the agency for each policy transaction, and who gets which part of it, to the cent.

Rates are dated, versioned rules; a term keeps the rule, the shares and the chain of producers it was
written with (COM-3). Parts always add to the whole (COM-4), every amount opens its receipt and can be
recomputed (COM-6), and each accrual is one balanced entry of the ledger.
"""
