"""The stages of a build: load and parse what changed, relate, check and render it, and publish the result.

`session` is the table of contents. Nothing is imported here: `up_to_date` and
`file_states` detect an unchanged site without loading what a build needs.
"""
