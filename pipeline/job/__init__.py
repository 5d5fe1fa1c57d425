"""What a build is asked to do, and what is said when it cannot be done.

configuration: what dataset.toml may say. settings: dataset.toml in, checked values out. licences: those that it may name.
words: which file speaks for the sources, or a new one. job: the command line in, one build out. errors: what a user is told in
one line. tongues: in which language it is said.
Door: job.Job and words.choose_settings.
"""
