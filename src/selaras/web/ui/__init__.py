"""The component library: elements, drawings, search, theme, style guide. It knows no domain."""
