int nothing_to_see;
