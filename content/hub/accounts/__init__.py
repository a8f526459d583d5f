"""账号: how somebody proves who he is, for how long that is believed, and what is written down of it."""
