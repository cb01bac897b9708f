"""What the cluster stores: mappings, and documents of paragraphs and names."""
