"""`python -m bot.command`, for where the script `hotline` is not on the path."""

from bot.command.main import main

if __name__ == "__main__":
    main()
