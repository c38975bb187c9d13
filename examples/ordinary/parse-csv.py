"""Sums up a table of sales by region."""

import csv
import io
from collections import defaultdict
from decimal import Decimal

TABLE = """date,region,units,price
2026-01-04,North,12,9.90
2026-01-04,South,7,9.90
2026-01-05,North,3,12.50
2026-01-06,West,,9.90
2026-01-07,South,21,8.75
"""


def read_sales(source):
    for row in csv.DictReader(source):
        if not row["units"]:
            continue
        yield row["region"], int(row["units"]) * Decimal(row["price"])


def totals_by_region(sales):
    totals = defaultdict(Decimal)
    for region, amount in sales:
        totals[region] += amount
    return dict(sorted(totals.items(), key=lambda item: item[1], reverse=True))


if __name__ == "__main__":
    for region, total in totals_by_region(read_sales(io.StringIO(TABLE))).items():
        print(f"{region:<8}{total:>10.2f}")
