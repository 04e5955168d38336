"""Pages of people and places: institutions, units, people, sign-in, setup, the trail."""
