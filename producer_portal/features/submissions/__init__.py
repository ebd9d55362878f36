"""New business, from the first answer to the bound policy (SUB).

A producer answers a form of short pages in any order; it is saved as it is typed. Certified and sent,
it becomes a submission with a reference and a target date. Underwriters review it, ask for what is
missing, quote it or decline it. Binding a quote within one's authority issues the policy; beyond it,
a principal decides.
"""
