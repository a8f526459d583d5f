"""`mingbai approve`: an approver's own machine, which believes nothing that a hub says."""
