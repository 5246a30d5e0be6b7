"""Tasks for the tests of the worker; what was done is told in `DONE`."""

from django_tasks import TaskContext, task

DONE: list[object] = []


@task
def chore(name: str) -> str:
    DONE.append(name)
    return f"did {name}"


@task(priority=10)
def urgent_chore(name: str) -> None:
    DONE.append(name)


@task
def failing_chore(name: str) -> None:
    DONE.append(name)
    raise OSError("the other side is silent")


@task
def unspeakable_chore() -> object:
    return object()


@task(takes_context=True)
def counting_chore(context: TaskContext) -> int:
    return context.attempt
