"""用模板新建: drafts that begin with the right fields and blocks, from templates that are data."""
