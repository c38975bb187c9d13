"""Fetches the current weather, and says so plainly when the service cannot be reached."""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

ENDPOINT = "https://api.weather.example/v1/current"


def current_weather(city, timeout=3):
    url = f"{ENDPOINT}?{urllib.parse.urlencode({'city': city})}"
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return json.load(response)


def describe(weather):
    return f"{weather['city']}: {weather['temperature']} degrees, {weather['sky']}"


def main():
    city = sys.argv[1] if len(sys.argv) > 1 else "Bern"
    try:
        print(describe(current_weather(city)))
    except urllib.error.URLError as error:
        print(f"The weather service cannot be reached: {error.reason}")
    except (KeyError, ValueError):
        print("The weather service sent something unexpected.")


if __name__ == "__main__":
    main()
