"""What the `sabaq` command does, by what it is about. Commands call services and hold no rules."""
