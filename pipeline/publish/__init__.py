"""A dataset folder that passed its audit in; out, one commit on a Hub, or files below an address, read back.

request: what the command says. plan: what a commit changes. hub: the one module that talks to the Hub. hub_check: what was
stored, read back. hub_errors: what a refusal means for the user. publication: the steps in order.
address: files below s3:// and the like. Door: publication.publish.
"""
