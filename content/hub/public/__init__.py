"""What a citizen's own phone shows after scanning the QR code on a kiosk: one released disclosure a page."""
