"""From a page of Chinese speeches to a dataset: the stages and the leaves they share."""
