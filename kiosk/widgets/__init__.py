"""What several screens share: header and bars, rows of a list, blocks of a disclosure, the key grid. Pure."""
