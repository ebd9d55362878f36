"""Plumbing every feature stands on. Knows no business."""
