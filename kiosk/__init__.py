"""The touch screen (电子触摸屏): what citizens read, search and say, from the store and nothing else."""
