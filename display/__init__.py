"""From the store to the LEDs: verified lines, composed for each board, sent until its card has confirmed."""
