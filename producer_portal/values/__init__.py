"""Pure values: money, periods, identifiers, forms and errors. No I/O, no clock, no third parties."""
