"""Pure decisions about files: columns, cells, likeness of people, and what a row would do."""
