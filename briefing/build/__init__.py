"""The stages of a build: what changed is loaded and parsed, related, checked and rendered, and put in place.

Nothing is imported here, since an unchanged site is detected by two of these
rooms without what a build needs.
"""
