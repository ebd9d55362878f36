"""What stands between a browser and a handler. Knows no feature."""
