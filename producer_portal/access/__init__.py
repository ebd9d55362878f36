"""Who someone is, where they sit, and how they prove it."""
