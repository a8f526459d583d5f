"""The one question the public asks the hub: where an opinion stands. All else is static (content.public_side)."""
