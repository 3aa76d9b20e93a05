"""Claude's Messages API and the few Admin endpoints that firmai reads."""
