"""The whole line on one machine: hub, signer, agent, kiosk and an emulated board, as separate processes."""
