"""The tables of a shard in; out, the training views: texts, prompts, pairs and labels.

tasks: each view as rows. sections: those that tasks are made of. titles: what a prompt says of a title. labels: the lines of a
speech with their labels. masks: what stands for personal data. files: the views of every shard on disk. Door: tasks.VIEWS and
files.
"""
