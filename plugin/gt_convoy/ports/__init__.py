"""What the rules ask of GitHub and of what is kept between jobs."""
