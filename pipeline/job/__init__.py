"""What a build is asked to do, and what is said when it cannot be done.

settings: dataset.toml in, checked values out. job: the command line in, one build out. errors: what a user is told in one
line.
Door: job.Job and settings.read_settings.
"""
