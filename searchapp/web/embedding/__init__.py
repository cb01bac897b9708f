"""Code that shows the archive in other sites: custom elements, and the code to paste."""
