"""How marks of people become a result, and how a result may change. Pure decisions."""
