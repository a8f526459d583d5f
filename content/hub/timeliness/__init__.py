"""时效: whether columns are renewed in time, and whether public notices hung as long as they must. Reads only."""
