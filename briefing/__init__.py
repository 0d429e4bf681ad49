"""A publisher of briefings whose figures can be traced to where they came from."""
