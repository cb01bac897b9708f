"""The JSON API, feeds and exports."""
