"""检索: the words of every page, kept beside the pages so that any run of characters is found in them at once."""
