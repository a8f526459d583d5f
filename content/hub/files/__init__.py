"""文件归属: of which units a picture or a document is, whoever brought it."""
