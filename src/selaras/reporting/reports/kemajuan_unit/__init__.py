"""The progress of units: what they owe, what came back, what they follow up."""
