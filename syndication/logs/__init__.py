"""Access logs -> how many subscribers each feed has. Nothing is stored, and nobody is identified."""
