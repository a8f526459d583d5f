"""The signed repository, both ends, without any network."""
