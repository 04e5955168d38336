"""The queue before SQLite's one writer."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from selaras.foundation.sqlite.turn import Queue, Turn

HOLD = """
import sys
from selaras.foundation.sqlite.turn import Turn
turn = Turn(sys.argv[1])
turn.take(5)
print("mine", flush=True)
sys.stdin.readline()
turn.give_back()
"""


def test_threads_get_their_turn_in_the_order_they_came():
    queue, order = Queue(), []
    assert queue.enter(1)

    def wait(number: int) -> None:
        assert queue.enter(10)
        order.append(number)
        queue.leave()

    threads = []
    for number in range(10):
        threads.append(threading.Thread(target=wait, args=[number]))
        threads[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    queue.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(10))
    assert queue.enter(0.1)


def test_who_waits_too_long_gives_up_and_blocks_nobody():
    queue = Queue()
    assert queue.enter(1)
    assert not queue.enter(0.05)
    queue.leave()
    assert queue.enter(0.05)


def test_only_one_connection_holds_the_turn(tmp_path):
    path = str(tmp_path / "turn")
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(20):
            turn = Turn(path)
            turn.take(10)
            inside += 1
            most = max(most, inside)
            time.sleep(0.0005)
            inside -= 1
            turn.give_back()

    with ThreadPoolExecutor(8) as pool:
        for work in [pool.submit(write) for _ in range(8)]:
            work.result()
    assert most == 1


def test_taking_and_giving_back_twice_is_harmless(tmp_path):
    turn, other = Turn(str(tmp_path / "turn")), Turn(str(tmp_path / "turn"))
    turn.take(1)
    turn.take(1)
    turn.give_back()
    turn.give_back()
    begun = time.monotonic()
    other.take(1)
    assert time.monotonic() - begun < 0.5
    other.give_back()


def test_processes_wait_for_each_other_and_a_dead_one_holds_nothing(tmp_path):
    path = tmp_path / "turn"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == "mine\n"
    turn = Turn(str(path))
    begun = time.monotonic()
    turn.take(0.2)
    assert time.monotonic() - begun >= 0.2
    turn.give_back()
    holder.kill()
    holder.wait(10)
    holder.stdin.close()
    holder.stdout.close()
    begun = time.monotonic()
    turn.take(10)
    assert time.monotonic() - begun < 5
    turn.give_back()
