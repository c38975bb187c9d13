"""Three ways to sort, compared on the same numbers."""

import random


def insertion_sort(values):
    result = []
    for value in values:
        place = len(result)
        while place > 0 and result[place - 1] > value:
            place -= 1
        result.insert(place, value)
    return result


def merge_sort(values):
    if len(values) < 2:
        return list(values)
    middle = len(values) // 2
    left, right = merge_sort(values[:middle]), merge_sort(values[middle:])
    merged = []
    while left and right:
        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return merged + left + right


def quick_sort(values):
    if len(values) < 2:
        return list(values)
    pivot, *rest = values
    smaller = [value for value in rest if value < pivot]
    larger = [value for value in rest if value >= pivot]
    return quick_sort(smaller) + [pivot] + quick_sort(larger)


if __name__ == "__main__":
    random.seed(7)
    numbers = [random.randint(0, 999) for _ in range(200)]
    for sort in (insertion_sort, merge_sort, quick_sort):
        print(sort.__name__, sort(numbers) == sorted(numbers))
