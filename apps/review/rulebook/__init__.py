"""The firm's rules on review: what courts ask for, minimum review by kind, and the reasons for sending back."""
