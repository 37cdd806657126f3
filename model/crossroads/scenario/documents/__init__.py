"""Scenarios that tell the war as a document does, or with one author's numbers: which tables follow, and in words."""
