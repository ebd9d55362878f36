"""Components every feature builds its pages from; none of them knows a feature."""
