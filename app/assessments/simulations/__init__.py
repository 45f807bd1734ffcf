"""Case simulations: a story with decisions, meters that they move, endings, and a debrief."""
