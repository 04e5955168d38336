"""Plans and their actions."""
