"""React and Vue for test pages, from the npm registry.

npm ci --prefix tests/web/embedding/frameworks
"""
