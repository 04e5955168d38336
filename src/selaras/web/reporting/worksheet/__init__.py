"""The worksheet that goes round: handing it out, taking it back."""
