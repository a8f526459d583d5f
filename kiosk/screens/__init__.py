"""One file for each screen: a view goes in, a drawn frame comes out. Pure, so that layout is tested without a screen."""
